internal import JSON
internal import Reconcile

/// What a user says about a client: a file, and what is set and deleted beside it.
struct ClientDescription: Sendable {
    /// What stands in a file.
    enum Content: Sendable {
        case members(JSONObject)
        case xml([UInt8])
    }

    /// The form.
    let form: ClientFormat
    /// The file; nil where there is none.
    let content: Content?
    /// The changes, in the order in which they were written.
    let edits: [DocumentEdit]

    /// Puts together what was given; the file says the form where the user does not.
    ///
    /// - Parameter name: How messages call the file.
    init(
        file bytes: [UInt8]?, _ name: String, form: ClientFormat?, edits: [DocumentEdit]
    ) throws(UsageError) {
        self.edits = edits
        guard let bytes else {
            self.form = form ?? .keycloak
            content = nil
            return
        }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        if form == .saml || (form == nil && first == UInt8(ascii: "<")) {
            self.form = .saml
            content = .xml(bytes)
            return
        }
        let members = try Document.read(bytes, name)
        guard let known = form ?? ClientFormat(of: members) else {
            let unknown = members.keys.filter { !ClientFormat.keycloak.has($0) && !ClientFormat.openID.has($0) }
            let mixed =
                unknown.isEmpty
                ? "mixes the default and the oidc format" : "has unknown members: " + unknown.joined(separator: ", ")
            throw UsageError("\(name) \(mixed); the format can be given by -e")
        }
        self.form = known
        content = .members(members)
    }

    /// The client's own token that stands in the file.
    var token: String? {
        guard case .members(let members)? = content, let text = members[form.token]?.text, !text.isEmpty else {
            return nil
        }
        return text
    }

    /// What is to be registered.
    func document() throws(UsageError) -> Content {
        switch content {
        case .xml(let bytes):
            guard edits.isEmpty else { throw UsageError("nothing can be set in XML; edit the file") }
            return .xml(bytes)
        case .members(let members): return .members(try edited(members, isNew: true))
        case nil:
            guard form != .saml else { throw UsageError("the saml2 format needs a file: -f FILE") }
            return .members(try edited([:], isNew: true))
        }
    }

    /// What takes the place of `present`, which is what the server has; without it the file alone counts.
    func update(of present: JSONObject?) throws(UsageError) -> JSONObject {
        let wanted = try merged(with: present)
        guard let present, form == .openID else { return wanted }
        // 26 answers 500 to any `scope` here, also to the one that it has, so that what stays is left out (seen on 26.7.3).
        return wanted.filter { present[$0.key] != $0.value }
    }

    private func merged(with present: JSONObject?) throws(UsageError) -> JSONObject {
        guard case .members(let members)? = content else { return try edited(present ?? [:], isNew: false) }
        guard let present else { return try edited(members, isNew: false) }
        var merged = present
        for member in members.members {
            if member.value == .null {
                merged = try DocumentEdit(deleting: JSON.string(member.key).compact)
                    .applied(to: merged, form, isNew: false)
            } else if let new = member.value.object, let old = merged[member.key]?.object {
                merged[member.key] = .object(old.merging(new))
            } else {
                merged[member.key] = member.value
            }
        }
        return try edited(merged, isNew: false)
    }

    private func edited(_ members: JSONObject, isNew: Bool) throws(UsageError) -> JSONObject {
        var document = members
        // It says who asks, and is no part of the client.
        document[form.token] = nil
        var messages: [String] = []
        for edit in edits {
            do throws(UsageError) {
                document = try edit.applied(to: document, form, isNew: isNew)
            } catch {
                messages += error.messages
            }
        }
        guard messages.isEmpty else { throw UsageError(messages) }
        return document
    }
}
