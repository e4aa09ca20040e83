internal import JSON
internal import Resources

/// `initial-access …`: the tokens with which clients are registered, by names of the user's own.
enum InitialAccessCommands {
    /// The commands.
    static let all: [Command] = [
        Command(
            words: ["initial-access", "create"],
            summary: "makes an initial access token, unless the one of that name is still good", parameters: [name],
            action: .module(ModuleCommand(ClientInitialAccessModule.self, fixed: ["state": "present"]))),
        Command(
            words: ["initial-access", "delete"], summary: "deletes an initial access token, if one is known",
            parameters: [name],
            action: .module(
                ModuleCommand(
                    ClientInitialAccessModule.self, fixed: ["state": "absent"],
                    offer: .only(["realm", "name", "registration_store"])))),
    ]

    private static let name = Command.Parameter(
        "NAME", option: "name", isRequired: true, help: "The name by which this host knows the token.")
}
