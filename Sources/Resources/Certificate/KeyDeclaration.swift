internal import JSON
internal import Keycloak
internal import Reconcile
internal import Signing

/// What a user asked for, settled, before any file has been read.
struct KeyDeclaration: Sendable {
    let name: ClientName
    let isPresent: Bool
    let use: KeyUse
    /// The form that was given, where its value stands in the task.
    private var form: KeyForm?
    /// The file that holds it, where a file does.
    private var file: (option: Option, path: String)?
    private var privateKey: PrivateKeyFile?
    private var problems: [Problem] = []

    /// A private key's file, and how one is made that is not there.
    struct PrivateKeyFile: Sendable, Hashable {
        let path: String
        let passphrase: String?
        /// What was said of the key.
        let type: String?
        let size: Int?
        let curve: String?
        let validDays: Int
        let renewBeforeDays: Int
    }

    /// Reads settled arguments; fails with everything that is wrong in itself.
    init(_ arguments: Arguments) throws(Failure) {
        self = KeyDeclaration(reading: arguments)
        guard problems.isEmpty else { throw Failure(problems) }
    }

    /// What is wrong in itself, whatever the server and the files have.
    static func problems(with arguments: Arguments) -> [Problem] { KeyDeclaration(reading: arguments).problems }

    private init(reading arguments: Arguments) {
        name = ClientName(arguments)
        isPresent = arguments.text(KeyOptions.state.name) != "absent"
        use = arguments.text(KeyOptions.use.name).flatMap(KeyUse.init) ?? .jwt
        problems = ClientName.problems(with: arguments)
        // Also where they contradict each other or are not looked at: a private key must never be taken for a public one.
        let forms = [
            (KeyOptions.certificate, readCertificate(arguments)), (KeyOptions.publicKey, readPublicKey(arguments)),
            (KeyOptions.keySet, readKeySet(arguments)), (KeyOptions.keySetURL, readURL(arguments)),
        ]
        let paths = [
            KeyOptions.certificateFile, KeyOptions.publicKeyFile, KeyOptions.keySetFile, KeyOptions.privateKeyFile,
        ].compactMap { option in readPath(option, arguments).map { (option: option, path: $0) } }
        form = forms.lazy.compactMap(\.1).first
        file = paths.first { $0.option.name != KeyOptions.privateKeyFile.name }
        guard isPresent else { return }
        checkForms(arguments)
        readPrivateKey(arguments)
    }

    // MARK: Forms

    private mutating func problem(_ option: Option, _ text: String) {
        problems.append(Problem(Path(option.name), text))
    }

    private mutating func readCertificate(_ arguments: Arguments) -> KeyForm? {
        guard let text = arguments.text(KeyOptions.certificate.name) else { return nil }
        do {
            return .certificate(try Certificate(pem: Array(text.utf8)))
        } catch {
            problem(KeyOptions.certificate, "\(error)")
            return nil
        }
    }

    private mutating func readPublicKey(_ arguments: Arguments) -> KeyForm? {
        guard let text = arguments.text(KeyOptions.publicKey.name) else { return nil }
        do {
            let key = try PublicKey(pem: Array(text.utf8))
            if let text = KeyDeclaration.problem(with: key) { problem(KeyOptions.publicKey, text) }
            return .publicKey(key)
        } catch {
            problem(KeyOptions.publicKey, "\(error)")
            return nil
        }
    }

    private mutating func readKeySet(_ arguments: Arguments) -> KeyForm? {
        guard let object = arguments[KeyOptions.keySet.name]?.object else { return nil }
        do {
            return .keySet(try JSONWebKeySet(object))
        } catch {
            problem(KeyOptions.keySet, "\(error)")
            return nil
        }
    }

    /// The server fetches from http and https; a malformed one it refuses (facts-more 6.3).
    private mutating func readURL(_ arguments: Arguments) -> KeyForm? {
        guard let url = arguments.text(KeyOptions.keySetURL.name) else { return nil }
        let isWeb = ["http://", "https://"].contains { url.utf8.count > $0.utf8.count && url.hasPrefix($0) }
        if !isWeb || url.contains(where: \.isWhitespace) {
            problem(KeyOptions.keySetURL, "must be an http or https URL")
        }
        // It is shown in results, and to everybody who may view clients.
        if url.pieces(separatedBy: "://").dropFirst().joined().prefix(while: { $0 != "/" }).contains("@") {
            problem(KeyOptions.keySetURL, "must not hold a user or password")
        }
        return .url(url)
    }

    /// The server takes only RSA keys in this form (seen on 26.7.3).
    private static func problem(with key: PublicKey) -> String? {
        key.kind == .rsa ? nil : "holds no RSA key; the server takes others only in a certificate or a key set"
    }

    /// A path; what is rather the content of a file is told without it.
    private mutating func readPath(_ option: Option, _ arguments: Arguments) -> String? {
        guard let path = arguments.text(option.name) else { return nil }
        let isContent =
            path.contains(where: \.isNewline) || path.hasPrefix("{") || path.pieces(separatedBy: "-----").count > 1
        if path.isEmpty || isContent {
            problem(option, "must be the path of a file\(isContent ? ", not its text" : "")")
        }
        return path
    }

    private mutating func checkForms(_ arguments: Arguments) {
        let forms = [
            KeyOptions.certificate, KeyOptions.certificateFile, KeyOptions.publicKey, KeyOptions.publicKeyFile,
            KeyOptions.keySet, KeyOptions.keySetFile, KeyOptions.keySetURL,
        ].filter { arguments[$0.name] != nil }
        let hasPrivateKey = arguments[KeyOptions.privateKeyFile.name] != nil
        for other in forms.dropFirst() {
            problem(other, "contradicts \(forms[0].name): a client has one key for a use; keep one")
        }
        guard let form = forms.first else {
            if !hasPrivateKey {
                problems.append(
                    Problem(
                        Path(),
                        "no key is given: give certificate, public_key or jwks, one of them with _file, jwks_url, or "
                            + "private_key_file"))
            }
            return
        }
        let isCertificate = form.name.hasPrefix(KeyOptions.certificate.name)
        if hasPrivateKey, !isCertificate {
            problem(form, "contradicts private_key_file, whose public part goes into a certificate; keep one")
        }
        if use != .jwt, !isCertificate {
            problem(form, "has no effect with use: \(use.rawValue), for which the server takes a certificate")
        }
    }

    // MARK: Private key

    private mutating func readPrivateKey(_ arguments: Arguments) {
        let ofKey = [KeyOptions.passphrase, KeyOptions.keyType, KeyOptions.keySize, KeyOptions.curve]
        let ofCertificate = [KeyOptions.validDays, KeyOptions.renewBeforeDays]
        guard let path = arguments.text(KeyOptions.privateKeyFile.name) else {
            for option in ofKey + ofCertificate where arguments[option.name] != nil {
                problem(option, "needs private_key_file beside it")
            }
            return
        }
        if arguments[KeyOptions.certificate.name] != nil || arguments[KeyOptions.certificateFile.name] != nil {
            for option in ofCertificate where arguments[option.name] != nil {
                problem(option, "is for a certificate that is made here, and one is given; keep one")
            }
        }
        let type = arguments.text(KeyOptions.keyType.name)
        let validDays = readDays(KeyOptions.validDays, 1...36_500, arguments) ?? 1095
        let renewBefore = readDays(KeyOptions.renewBeforeDays, 0...36_500, arguments)
        if let renewBefore, renewBefore >= validDays {
            problem(KeyOptions.renewBeforeDays, "must be less than valid_days, which is \(validDays)")
        }
        checkKind(type, arguments)
        privateKey = PrivateKeyFile(
            path: path, passphrase: arguments.text(KeyOptions.passphrase.name), type: type,
            size: arguments.int(KeyOptions.keySize.name), curve: arguments.text(KeyOptions.curve.name),
            validDays: validDays, renewBeforeDays: renewBefore ?? min(30, validDays / 3))
    }

    private mutating func readDays(_ option: Option, _ range: ClosedRange<Int>, _ arguments: Arguments) -> Int? {
        guard let days = arguments.int(option.name) else { return nil }
        if range.contains(days) { return days }
        problem(option, "must be from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private mutating func checkKind(_ type: String?, _ arguments: Arguments) {
        if arguments.text(KeyOptions.passphrase.name)?.isEmpty == true { problem(KeyOptions.passphrase, "is empty") }
        if let size = arguments.int(KeyOptions.keySize.name) {
            if !(2048...16_384).contains(size) { problem(KeyOptions.keySize, "must be from 2048 to 16384") }
            if type == "ec" { problem(KeyOptions.keySize, "is for key_type: rsa; an EC key has a curve") }
        }
        if arguments[KeyOptions.curve.name] != nil, type != "ec" {
            problem(KeyOptions.curve, "needs key_type: ec beside it")
        }
        if type == "ec", use != .jwt {
            problem(
                KeyOptions.keyType,
                "must be rsa for use: \(use.rawValue), since SAML messages are signed and encrypted with RSA")
        }
    }

    // MARK: Files

    /// What is declared, with what the files hold; fails before any request with everything that is wrong with them.
    func load(_ system: SystemEffects) throws(Failure) -> KeyIntent {
        var files = OptionFiles(system)
        var warnings: [String] = []
        let form = file.map { read($0.path, of: $0.option, &files) } ?? form
        let isGiven = form != nil || file != nil
        let own = privateKey.flatMap { $0.read(system, &files, isMadeIfMissing: !isGiven, &warnings) }
        if case .certificate(let certificate)? = form, let key = own?.key?.publicKey, key != certificate.key {
            files.problem(
                KeyOptions.privateKeyFile,
                "'\(own?.file.path ?? "")' holds the key of another certificate: its public part is \(key.fingerprint), that "
                    + "of the certificate \(certificate.key.fingerprint)")
        }
        guard files.problems.isEmpty else { throw Failure(files.problems) }
        if let form { return KeyIntent(key: .form(form), warnings: warnings) }
        guard let own else { throw Failure("No key is declared.") }
        return KeyIntent(key: .own(own), warnings: warnings)
    }

    /// The form that a file holds; nil when it holds none, which is noted.
    private func read(_ path: String, of option: Option, _ files: inout OptionFiles) -> KeyForm? {
        guard let bytes = files.bytes(path, of: option) else { return nil }
        do throws(SigningError) {
            switch option.name {
            case KeyOptions.certificateFile.name: return .certificate(try Certificate(pem: bytes))
            case KeyOptions.publicKeyFile.name:
                let key = try PublicKey(pem: bytes)
                if let text = KeyDeclaration.problem(with: key) { files.problem(option, "'\(path)' \(text)") }
                return .publicKey(key)
            default:
                let object = (try? JSON(parsing: bytes))?.object
                guard let object else { files.problem(option, "'\(path)' holds no JSON object"); return nil }
                return .keySet(try JSONWebKeySet(object))
            }
        } catch {
            files.problem(option, "'\(path)' \(error)")
            return nil
        }
    }
}
