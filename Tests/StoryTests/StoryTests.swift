import Foundation
import Testing

/// Every story on the sandbox and on every server that is to be had.
///
/// `LATCHKEY_STORY=words` plays only the stories whose names hold the words; `words|other words` those with either.
struct StoryTests {
    static let plays: [(Story, Backend)] = Backend.all.flatMap { backend in
        stories.filter { $0.isPlayed(backend) && (wanted.isEmpty || wanted.contains(where: $0.name.contains)) }.map {
            ($0, backend)
        }
    }

    static let wanted = (ProcessInfo.processInfo.environment["LATCHKEY_STORY"] ?? "").split(separator: "|").map(
        String.init)

    static var stories: [Story] {
        lifecycleStories + namingStories + quirkStories + scopeStories + mapperStories + rightsStories + loginStories
            + optionStories + secretStories + serviceAccountStories + certificateStories + fleetStories
            + exportStories + fleetCommandStories
            + clientRegistrationPolicyStories + clientInfoStories + clientInitialAccessStories
            + clientInstallationStories + clientSecretInfoStories + clientSecretRegenerateStories + importStories
            + registrationSessionStories + clientRegistrationStories + clientMetadataStories
            + registrationCommandStories + registrationWireStories + registrationServerStories
    }

    @Test("a story", arguments: plays)
    func story(_ story: Story, _ backend: Backend) async throws {
        try await Stage.play(story, on: backend)
    }
}
