internal import HTTP
internal import JSON

extension Server {
    /// `POST R/client-description-converter`: what a description of a client comes to, without keeping it (facts-more 1.3).
    ///
    /// Of the three forms the JSON of RFC 7591 is not modelled.
    func convertDescription(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count == 1, request.method == .post else { throw .noPath }
        let type = (request.call.header("Content-Type") ?? "application/json").lowercased()
        guard ["application/json", "application/xml", "text/plain"].contains(where: type.hasPrefix) else {
            throw .wrongContentType
        }
        try request.require(request.rights.canManageClients)
        let text = String(decoding: request.call.body, as: UTF8.self).trimmed
        // The server looks for these words alone before it reads on.
        let isObject = text.hasPrefix("{") && text.hasSuffix("}")
        let (isKeycloak, isOpenID) = (
            isObject && text.holds("\"clientId\""), isObject && text.holds("\"redirect_uris\"")
        )
        if text.hasPrefix("<"), let metadata = ServiceProviderMetadata(text) {
            return .json(.object(try metadata.client()))
        }
        guard !isOpenID || isKeycloak else { throw .notModelled("descriptions of clients by RFC 7591") }
        guard isKeycloak else { throw Failure(400, error: "Unsupported format") }
        let client: JSONObject?
        do throws(Failure) {
            client = try BodyReader.read(Array(text.utf8), as: .object(.client)).object
        } catch {
            throw Failure(500, error: "unknown_error", "Cannot parse the JSON")
        }
        var described = (client ?? [:]).filter { $0.value != .null }
        if let mappers = described["protocolMappers"]?.array {
            described["protocolMappers"] = .array(
                mappers.map { mapper in
                    .object(JSONObject([("consentRequired", false)]).merging(mapper.object ?? [:]))
                })
        }
        return .json(.object(described))
    }
}
