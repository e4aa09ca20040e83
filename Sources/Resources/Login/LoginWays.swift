internal import JSON
internal import Keycloak
internal import Reconcile
internal import Signing

/// Which ways to log in the options mean: who logs in, and how the client proves who it is.
struct LoginWays {
    private let arguments: Arguments
    private let hasClientCertificate: Bool

    /// The ways that settled arguments mean.
    init(_ arguments: Arguments, hasClientCertificate: Bool) {
        self.arguments = arguments
        self.hasClientCertificate = hasClientCertificate
    }

    /// The ways in the order in which they are tried; what is contradictory or half given is noted, and that there is none
    /// where one is needed.
    func read(_ files: inout OptionFiles, needsOne: Bool) -> [Credentials] {
        let before = files.problems.count
        let proof = readProof(&files)
        let client = readClient(proof, &files)
        var ways: [Credentials] = []
        if let token = text(LoginOptions.token), !token.isEmpty { ways.append(.accessToken(token)) }
        if let refresh = text(LoginOptions.refreshToken), !refresh.isEmpty {
            ways.append(.refreshToken(refresh, client: client))
        }
        if let user = readUser(client, &files) {
            ways.append(user)
        } else if proof != .none {
            ways.append(.clientCredentials(client: client))
        } else if hasClientCertificate, ways.isEmpty, !hasUser, needsOne || text(LoginOptions.clientID) != "admin-cli" {
            ways.append(.clientCredentials(client: client))
            expectOwnClient(&files)
        }
        if case .signedAssertion = proof { expectOwnClient(&files) }
        if needsOne, ways.isEmpty, files.problems.count == before { files.problems.append(LoginWays.nothing) }
        return ways
    }

    private static let nothing = Problem(
        Path(),
        "no way to log in: give auth_username and auth_password, auth_client_id and auth_client_secret, token, or "
            + "refresh_token; docs/login.md has more ways")

    private func text(_ option: Option) -> String? { arguments.text(option.name) }

    /// The value of an option or of the file that its twin names.
    private func secret(_ option: Option, or fileOption: Option, _ files: inout OptionFiles) -> String? {
        guard let path = text(fileOption) else { return text(option) }
        guard text(option) == nil else {
            files.problem(fileOption, "is the same setting as \(option.name); keep one")
            return nil
        }
        return files.secret(path, of: fileOption)
    }

    // MARK: User

    private var hasUser: Bool {
        [LoginOptions.username, LoginOptions.password, LoginOptions.passwordFile].contains { text($0) != nil }
    }

    private func readUser(_ client: LoginClient, _ files: inout OptionFiles) -> Credentials? {
        let password = secret(LoginOptions.password, or: LoginOptions.passwordFile, &files)
        let hasPassword = [LoginOptions.password, LoginOptions.passwordFile].contains { text($0) != nil }
        let otp = text(LoginOptions.otp)
        if let otp, otp.utf8.count < 6 || otp.utf8.count > 8 || !otp.utf8.allSatisfy({ 48...57 ~= $0 }) {
            files.problem(
                LoginOptions.otp, "must be 6 to 8 digits, in quotation marks: YAML takes a leading 0 for another number"
            )
        }
        switch (text(LoginOptions.username), hasPassword) {
        case (let user?, true):
            return password.map { .password(username: user, password: $0, otp: otp, client: client) }
        case (_?, false):
            files.problem(LoginOptions.password, "is required together with auth_username")
        case (nil, true):
            files.problem(LoginOptions.username, "is required together with auth_password")
        case (nil, false):
            if otp != nil { files.problem(LoginOptions.otp, "needs auth_username and auth_password beside it") }
        }
        return nil
    }

    // MARK: Client

    private func readClient(_ proof: LoginClient.Proof, _ files: inout OptionFiles) -> LoginClient {
        let id = text(LoginOptions.clientID) ?? "admin-cli"
        // The assertion in a file names its client by itself, unless the user names one.
        if case .assertionFile = proof, id == "admin-cli" { return LoginClient(id: nil, proof: proof) }
        return LoginClient(id: id, proof: proof)
    }

    /// The client admin-cli is public: it has no service account and no key.
    private func expectOwnClient(_ files: inout OptionFiles) {
        guard text(LoginOptions.clientID) == "admin-cli" else { return }
        files.problem(
            LoginOptions.clientID,
            "is required: the client that the key, secret or certificate belongs to; admin-cli has none")
    }

    private func readProof(_ files: inout OptionFiles) -> LoginClient.Proof {
        let proofs = [
            [LoginOptions.clientSecret, LoginOptions.clientSecretFile],
            [LoginOptions.privateKey, LoginOptions.privateKeyFile], [LoginOptions.tokenFile],
        ].compactMap { options in options.first { text($0) != nil } }
        if proofs.count > 1 {
            for other in proofs.dropFirst() {
                files.problem(other, "contradicts \(proofs[0].name): a client proves itself in one way; keep one")
            }
            return .none
        }
        let secret = secret(LoginOptions.clientSecret, or: LoginOptions.clientSecretFile, &files)
        let key = readKey(&files)
        let signsWithSecret = arguments.bool(LoginOptions.clientSecretJWT.name) ?? false
        if signsWithSecret, proofs.first?.name.hasPrefix(LoginOptions.clientSecret.name) != true {
            files.problem(LoginOptions.clientSecretJWT, "needs auth_client_secret beside it")
        }
        if let secret {
            if signsWithSecret, secret.isEmpty {
                files.problem(LoginOptions.clientSecret, "is empty, and nothing can be signed with that")
            }
            return signsWithSecret ? .signedAssertion(.secret(secret)) : .secret(secret)
        }
        if let key { return .signedAssertion(.key(key)) }
        if let path = text(LoginOptions.tokenFile) {
            // Read again for each login; a wrong path is told together with everything else.
            _ = files.bytes(path, of: LoginOptions.tokenFile)
            return .assertionFile(path)
        }
        return .none
    }

    private func readKey(_ files: inout OptionFiles) -> PrivateKey? {
        let passphrase = text(LoginOptions.privateKeyPassphrase)
        switch (text(LoginOptions.privateKey), text(LoginOptions.privateKeyFile)) {
        case (_?, _?):
            files.problem(LoginOptions.privateKeyFile, "is the same setting as auth_private_key; keep one")
        case (let pem?, nil): return files.key(Array(pem.utf8), passphrase, of: LoginOptions.privateKey)
        case (nil, let path?):
            guard let pem = files.bytes(path, of: LoginOptions.privateKeyFile) else { return nil }
            return files.key(pem, passphrase, of: LoginOptions.privateKeyFile, file: path)
        case (nil, nil):
            if passphrase != nil {
                files.problem(
                    LoginOptions.privateKeyPassphrase, "needs auth_private_key or auth_private_key_file beside it")
            }
        }
        return nil
    }
}
