internal import JSON
internal import Keycloak
internal import Reconcile

/// One record of the store of registrations, as a run sees it.
struct KeptRecord: Sendable {
    private let store: any RegistrationStore
    private let key: RegistrationKey

    /// The record of that name; opens the store in the file at a path, else where the environment says.
    init(
        _ context: ModuleContext, path: String?, realm: String, kind: RegistrationKey.Kind, name: String
    ) throws(Failure) {
        store = try context.registrations(path)
        key = RegistrationKey(server: context.server, realm: realm, kind: kind, name: name)
    }

    /// The names of the tokens that are kept, by their ids.
    static func names(
        _ context: ModuleContext, path: String?, realm: String, kind: RegistrationKey.Kind
    ) async throws(Failure) -> JSONObject {
        let records: JSONObject
        let store = try context.registrations(path)
        do {
            records = try await store.records(kind, server: context.server, realm: realm)
        } catch {
            throw Failure(error)
        }
        return JSONObject(
            records.members.compactMap { record in
                record.value.object?["id"]?.text.map { ($0, .string(record.key)) }
            })
    }

    /// Waits until no other run is at work on it; to be held for as long as this one is.
    func lock() async throws(Failure) -> RegistrationLock {
        do {
            return try await store.lock(key)
        } catch {
            throw Failure(error)
        }
    }

    /// What is kept; nil when nothing is.
    func read() async throws(Failure) -> JSONObject? {
        do {
            return try await store.record(key)
        } catch {
            throw Failure(error)
        }
    }

    /// Keeps a record in place of the one before; nil removes that.
    func keep(_ record: JSONObject?) async throws(Failure) {
        do {
            try await store.keep(record, for: key)
        } catch {
            throw Failure(error)
        }
    }
}

extension Failure {
    /// A failure of the store of registrations.
    init(_ error: RegistrationStoreError) {
        self.init("The store of registrations cannot be used: \(error.problem).")
    }
}
