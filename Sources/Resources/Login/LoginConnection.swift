internal import HTTP
internal import JSON
internal import Reconcile
internal import Signing

/// How connections are treated, from the options for TLS and proxies.
enum LoginConnection {
    /// The settings; what is contradictory or half given is noted.
    static func read(
        _ arguments: Arguments, _ base: BaseURL?, _ files: inout OptionFiles, timeout: Int
    ) -> TransportSettings {
        let validates = arguments.bool(LoginOptions.validateCerts.name) ?? true
        var settings = TransportSettings(
            validatesCertificates: validates, connectionTimeout: timeout,
            userAgent: arguments.text(LoginOptions.agent.name) ?? "Ansible")
        if let path = arguments.text(LoginOptions.caPath.name) {
            if !validates {
                files.problem(LoginOptions.caPath, "contradicts validate_certs: false, which checks nothing; keep one")
            } else if let isFolder = files.isFolder(path, of: LoginOptions.caPath) {
                settings.authorities = isFolder ? .folder(path) : .file(path)
            }
        }
        settings.clientCertificate = readCertificate(arguments, base, &files)
        settings.proxy = readProxy(arguments, &files)
        return settings
    }

    private static func readCertificate(
        _ arguments: Arguments, _ base: BaseURL?, _ files: inout OptionFiles
    ) -> TransportSettings.ClientCertificate? {
        let passphrase = arguments.text(LoginOptions.clientKeyPassphrase.name)
        let keyPath = arguments.text(LoginOptions.clientKey.name)
        guard let path = arguments.text(LoginOptions.clientCert.name) else {
            if keyPath != nil { files.problem(LoginOptions.clientKey, "needs client_cert beside it") }
            if passphrase != nil { files.problem(LoginOptions.clientKeyPassphrase, "needs client_cert beside it") }
            return nil
        }
        if let base, base.origin.hasPrefix("http://") {
            files.problem(LoginOptions.clientCert, "needs an https URL in auth_keycloak_url: http shows no certificate")
        }
        // libcurl would say all this only at the first request, and ask for a passphrase at the terminal.
        let certificate = files.bytes(path, of: LoginOptions.clientCert)
        let marker = "-----BEGIN CERTIFICATE-----"
        let hasCertificate =
            certificate.map { String(decoding: $0, as: UTF8.self).pieces(separatedBy: marker).count > 1 } ?? false
        if certificate != nil, !hasCertificate {
            files.problem(LoginOptions.clientCert, "'\(path)' holds no certificate in PEM, which begins with \(marker)")
        }
        if let keyPath {
            if let key = files.bytes(keyPath, of: LoginOptions.clientKey) {
                _ = files.key(key, passphrase, of: LoginOptions.clientKey, file: keyPath)
            }
        } else if let certificate, hasCertificate {
            do {
                _ = try PrivateKey(pem: certificate, passphrase: passphrase)
            } catch .other {
                files.problem(LoginOptions.clientKey, "is required: '\(path)' in client_cert holds no private key")
            } catch {
                files.problem(LoginOptions.clientCert, "'\(path)' \(error)")
            }
        }
        return TransportSettings.ClientCertificate(certificate: path, key: keyPath ?? path, passphrase: passphrase)
    }

    private static func readProxy(_ arguments: Arguments, _ files: inout OptionFiles) -> String? {
        guard let proxy = arguments.text(LoginOptions.proxy.name), !proxy.isEmpty else {
            return arguments.text(LoginOptions.proxy.name)
        }
        let schemes = ["http://", "https://", "socks5://", "socks5h://"]
        if !schemes.contains(where: { proxy.lowercased().hasPrefix($0) }) {
            files.problem(LoginOptions.proxy, "must be a URL that begins with \(schemes.joined(separator: ", "))")
        }
        return proxy
    }
}
