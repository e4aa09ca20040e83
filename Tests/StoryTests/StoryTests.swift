import Foundation
import Testing

/// Every story on the sandbox and on every server that is to be had.
///
/// `LATCHKEY_STORY=words` plays only the stories whose names hold the words.
struct StoryTests {
    static let plays: [(Story, Backend)] = Backend.all.flatMap { backend in
        stories.filter { $0.isPlayed(backend) && (wanted.isEmpty || $0.name.contains(wanted)) }.map { ($0, backend) }
    }

    static let wanted = ProcessInfo.processInfo.environment["LATCHKEY_STORY"] ?? ""

    static var stories: [Story] {
        lifecycleStories + namingStories + quirkStories + scopeStories + mapperStories + rightsStories + loginStories
            + optionStories + secretStories + serviceAccountStories + certificateStories + fleetStories
            + exportStories + fleetCommandStories
            + clientInfoStories + clientInitialAccessStories + clientSecretInfoStories + clientSecretRegenerateStories
            + clientRegistrationPolicyStories + clientInstallationStories + importStories
    }

    @Test("a story", arguments: plays)
    func story(_ story: Story, _ backend: Backend) async throws {
        try await Stage.play(story, on: backend)
    }
}
