internal import JSON
internal import Reconcile

/// What creations of one run came out as declared, so that more of the same kind need no look.
///
/// A server reads a new client from its database, which takes it as long as the creation (docs/speed.md). So of the clients
/// that differ in names and addresses alone, the first is read back and compared; when it is as declared by its POST, so are
/// the others that the server accepts.
actor SeenCreations {
    private var kinds: Set<JSON> = []

    /// Notes that a client of this kind was as declared after its POST alone.
    func insert(_ kind: JSON) { kinds.insert(kind) }

    /// Whether clients of this kind are as declared after their POST alone.
    func contains(_ kind: JSON) -> Bool { kinds.contains(kind) }

    /// What a creation has in common with others that come out alike: everything but names and addresses.
    ///
    /// nil where more than the POST is to be done, or more is asked than that it is done.
    static func kind(of plan: ClientPlan, _ declaration: ClientDeclaration) -> JSON? {
        guard plan.steps.count == 1, let step = plan.steps.first, step.isCreation, let body = step.body?.object,
            declaration.authorizationSettings == nil, !declaration.needsNewSecret, declaration.secrets.wishes.isEmpty,
            declaration.state[ClientRows.serviceAccountRoles.key] == nil
        else { return nil }
        var common = body
        for key in freeKeys { common[key] = common[key].map(form) }
        return [
            "realm": .string(declaration.realm), "body": .object(common),
            "exact": .array(declaration.exact.sorted().map { .string($0) }),
        ]
    }

    /// The properties that a server keeps as they are, or refuses.
    private static let freeKeys =
        [
            ClientRows.clientID, ClientRows.displayName, ClientRows.rootURL, ClientRows.redirectURIs,
            ClientRows.webOrigins, ClientRows.secret,
        ].map(\.key) + ["description", "baseUrl", "adminUrl"]

    /// What a text, or a list of them, has in common with others; one with white space at an end stays itself.
    private static func form(_ value: JSON) -> JSON {
        if let items = value.array {
            return .array(items.allSatisfy { form($0) == true } && !items.isEmpty ? [true] : items)
        }
        guard let text = value.text, let first = text.first, let last = text.last, !first.isWhitespace,
            !last.isWhitespace
        else { return value }
        return true
    }
}
