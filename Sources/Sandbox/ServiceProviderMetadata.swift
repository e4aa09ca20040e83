internal import JSON

/// SAML metadata of a service provider, as far as a client is made of it (seen on 26.7.3; 18.0.2 does the same but for SOAP).
struct ServiceProviderMetadata {
    /// A start tag, and the text behind it.
    private struct Element {
        let name: String
        let attributes: [String: String]
        let text: String
    }

    private let elements: [Element]

    /// Reads XML; nil where there is no description of an entity in it.
    init?(_ text: String) {
        elements = text.pieces(separatedBy: "<").dropFirst().compactMap(Self.element)
        guard elements.contains(where: { $0.name.isSame(as: "EntityDescriptor") }) else { return nil }
    }

    /// The client that the metadata describe.
    func client() throws(Failure) -> JSONObject {
        guard let provider = first("SPSSODescriptor") else {
            throw Failure(400, error: "No SPSSODescriptorType defined in the entity descriptor file")
        }
        var attributes: JSONObject = [
            "saml.signature.algorithm": "RSA_SHA256", "saml.authnstatement": "true", "saml.server.signature": "true",
            "saml.server.signature.keyinfo.ext": "false",
        ]
        func isTrue(_ name: String) -> Bool { provider.attributes[name]?.isSame(as: "true") == true }
        if isTrue("WantAssertionsSigned") { attributes["saml.assertion.signature"] = "true" }
        let keys = elements.filter { $0.name.isSame(as: "KeyDescriptor") }
        if let key = keys.first {
            guard keys.count == 1, isTrue("AuthnRequestsSigned"), key.attributes["use"]?.isSame(as: "signing") == true,
                let certificate = first("X509Certificate")
            else { throw .notModelled("such keys of a service provider") }
            attributes["saml.client.signature"] = "true"
            attributes["saml.signing.certificate"] = .string(certificate.text)
        }
        let formats = [
            "1.1:nameid-format:emailAddress": "email", "1.1:nameid-format:unspecified": "username",
            "2.0:nameid-format:persistent": "persistent", "2.0:nameid-format:transient": "transient",
        ]
        if let format = first("NameIDFormat"), let name = format.text.pieces(separatedBy: ":SAML:").last {
            attributes["saml_name_id_format"] = formats[name].map { .string($0) }
        }
        set(
            "SingleLogoutService",
            [
                "HTTP-POST": "saml_single_logout_service_url_post",
                "HTTP-Redirect": "saml_single_logout_service_url_redirect",
                "SOAP": "saml_single_logout_service_url_soap",
            ], &attributes)
        set(
            "AssertionConsumerService",
            [
                "HTTP-POST": "saml_assertion_consumer_url_post",
                "HTTP-Redirect": "saml_assertion_consumer_url_redirect",
                "HTTP-Artifact": "saml_artifact_binding_url",
            ], &attributes)
        // The first address of each binding.
        var bindings: Set<String> = []
        let consumers = elements.filter { element in
            element.name.isSame(as: "AssertionConsumerService")
                && bindings.insert(element.attributes["Binding"] ?? "").inserted
        }
        return [
            "clientId": .string(first("EntityDescriptor")?.attributes["entityID"] ?? ""), "protocol": "saml",
            "redirectUris": .array(consumers.compactMap { $0.attributes["Location"].map { .string($0) } }),
            "attributes": .object(attributes), "fullScopeAllowed": true, "protocolMappers": [],
        ]
    }

    private func first(_ name: String) -> Element? { elements.first { $0.name.isSame(as: name) } }

    /// Sets the attributes that hold the addresses of a service, by the ends of its bindings' names.
    private func set(_ name: String, _ keys: [String: String], _ attributes: inout JSONObject) {
        for element in elements where element.name.isSame(as: name) {
            let binding = element.attributes["Binding"]?.pieces(separatedBy: ":bindings:").last
            guard let key = binding.flatMap({ keys[$0] }), attributes[key] == nil else { continue }
            attributes[key] = element.attributes["Location"].map { .string($0) }
        }
    }

    /// What stands behind a `<`: the start of an element, or nil for its end, a comment and the like.
    private static func element(_ text: String) -> Element? {
        let halves = text.pieces(separatedBy: ">")
        guard let tag = halves.first, let first = tag.utf8.first, !"/?!".utf8.contains(first) else { return nil }
        let words = tag.pieces(separatedBy: "=\"")
        let names = words.dropLast().map { word in
            word.split(whereSeparator: { $0.isWhitespace || $0 == "\"" }).last.map(String.init) ?? ""
        }
        let values = words.dropFirst().map { $0.pieces(separatedBy: "\"").first ?? "" }
        let name = tag.split(whereSeparator: { $0.isWhitespace || $0 == "/" }).first.map(String.init) ?? ""
        return Element(
            name: name.pieces(separatedBy: ":").last ?? "",
            attributes: Dictionary(zip(names, values)) { first, _ in first },
            text: (halves.count > 1 ? halves[1] : "").trimmed)
    }
}
