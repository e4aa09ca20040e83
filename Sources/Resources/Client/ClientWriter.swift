internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// Carries plans out, and says after a failure what was done.
struct ClientWriter: Sendable {
    let session: Session
    let retries: Retries
    let reader: ClientReader
    let planner: ClientPlanner
    let creations: SeenCreations?

    /// Does the steps, reads the client back, and plans again from what the server made of it, until nothing is left.
    ///
    /// A server adds to what it is given: root URLs become redirect URIs, a protocol change replaces the scopes
    /// (facts-core 2.6, 3.3). The first run has to end in the declared state all the same. What was created like another
    /// of the same run (`SeenCreations`) is not read back, and its state is the predicted one.
    func carryOut(
        _ first: ClientPlan, from existing: JSONObject?, _ declaration: ClientDeclaration
    ) async throws(Failure) -> JSONObject {
        var steps = first.steps
        // What the first steps may leave open, until it is done.
        var creation = first.steps.filter(\.isCreation)
        // What a plan can say only after these.
        var later = planner.account.promised(by: declaration, beside: existing)
        var known = existing
        var done: [String] = []
        var attempts = retries.begin()
        var rounds = 0
        let kind = creations == nil || existing != nil ? nil : SeenCreations.kind(of: first, declaration)
        while rounds < 3 {
            rounds += 1
            var id = known?["id"]?.text
            var undone = steps[...]
            do {
                while let step = undone.first {
                    if step.isCreation {
                        let (createdID, isAnswered) = try await create(step)
                        id = id ?? createdID
                        if isAnswered, let kind, await creations?.contains(kind) == true {
                            return await ClientPrediction(lookup: planner.lookup).creation(first, declaration)
                        }
                    } else {
                        try await perform(step)
                    }
                    done.append(step.reason)
                    undone = undone.dropFirst()
                }
            } catch {
                // What else is posted is seen by the comparison with what is there now; it costs a round of its own.
                let isOpen = undone.first?.method == .post && undone.first?.isCreation == false && error.leavesOpen
                guard isOpen, await attempts.pause(after: error.message) else {
                    let left = (error.leavesOpen ? undone.dropFirst() : undone).map(\.reason) + later
                    throw await failure(error, Progress(done: done, left: left), before: existing, id: id)
                }
                rounds -= 1
            }
            var read: JSONObject?
            let (state, rest): (JSONObject, ClientPlan)
            do throws(Failure) {
                read = try await reader.read(id)
                guard let found = read else { throw Failure("The client vanished while it was written.") }
                (state, rest) = (found, try await planner.plan(from: found, for: declaration).0)
            } catch {
                let left = undone.dropFirst().map(\.reason) + later
                throw await afterwards(error, Progress(done: done, left: left), read, id: id)
            }
            known = state
            later = []
            let isDone = rest.steps.isEmpty && !rest.isChanged
            steps = rest.steps
            if isDone {
                steps = ClientPlan.secretRepair(state, id: id ?? "", after: creation)
                creation = []
                if steps.isEmpty {
                    if rounds == 1, let kind { await creations?.insert(kind) }
                    return state
                }
            }
            if steps.isEmpty { break }
        }
        let (rest, _) = try await planner.plan(from: known, for: declaration)
        throw Failure(
            "The server did not keep what was declared: \(rest.comparison.paths.map(\.description).joined(separator: ", ")).",
            hint: "The server's own value stands in end_state.", changed: true,
            states: ["end_state": .object(ClientRows.schema.presented(known ?? [:]))])
    }

    /// Deletes the client.
    func delete(_ plan: ClientPlan, _ existing: JSONObject, id: String) async throws(Failure) {
        do {
            for step in plan.steps { try await perform(step) }
        } catch {
            throw await failure(error, Progress(), before: existing, id: id)
        }
    }

    /// Creates the client; the id, and whether the server said that it was created by this.
    ///
    /// A POST that ended without saying whether it took effect is sent again only after a look: the client may be there, or
    /// be finished by the server meanwhile, and then the name is taken (409).
    private func create(_ step: Step) async throws(KeycloakError) -> (id: String?, isAnswered: Bool) {
        var attempts = retries.begin()
        while true {
            let failed: KeycloakError
            do {
                return (try await perform(step), true)
            } catch {
                failed = error
            }
            let isTaken = attempts.tries > 1 && failed.status == 409
            guard isTaken || failed.leavesOpen else { throw failed }
            let found: JSONObject?
            do { found = try await reader.find() } catch { throw failed }
            if let found {
                retries.log("The creation took effect although its answer was lost.")
                return (found["id"]?.text, false)
            }
            guard !isTaken, await attempts.pause(after: "The client is not there") else { throw failed }
        }
    }

    /// Sends a step; the id, if it created something.
    @discardableResult
    private func perform(_ step: Step) async throws(KeycloakError) -> String? {
        let answer = try await session.send(
            step.method, [reader.declaration.realm] + step.path, body: step.body)
        if let id = reader.declaration.id { return id }
        // The id stands at the end with some characters escaped (seen on both: space and `%`, not `/`).
        let pieces = answer.response.header("Location")?.pieces(separatedBy: "/clients/") ?? []
        let id = PercentEncoding.decode(pieces.dropFirst().joined(separator: "/clients/"))
        return id?.isEmpty == false ? id : nil
    }

    /// How far a run came before it failed, by the reasons of its steps.
    private struct Progress {
        var done: [String] = []
        /// What was certainly not done, and is known to be left.
        var left: [String] = []

        /// As the end of a message; empty where nothing was done.
        var told: String {
            guard !done.isEmpty else { return "" }
            let undone = left.isEmpty ? "" : " Not done: \(left.joined(separator: "; "))."
            return " Done before: \(done.joined(separator: "; ")).\(undone)"
        }
    }

    private static let isUnknown = " The client could not be read again, so what it is now is unknown."

    /// What was done before a look at it failed.
    ///
    /// The look may have failed at what hangs on the client alone, such as the roles of its account: then the client itself
    /// is told.
    private func afterwards(
        _ error: Failure, _ progress: Progress, _ known: JSONObject?, id: String?
    ) async -> Failure {
        var failure = error
        failure.changed = !progress.done.isEmpty
        failure.message += progress.told
        do {
            let state = try await known == nil ? reader.alone(id) : known
            failure.states["end_state"] = .object(ClientRows.schema.presented(state ?? [:]))
        } catch {
            failure.message += ClientWriter.isUnknown
        }
        return failure
    }

    /// What was done before a step failed; a request that fails may have taken effect, on 18 in part (facts-core 9), so the
    /// state is read again.
    private func failure(
        _ error: KeycloakError, _ progress: Progress, before: JSONObject?, id: String?
    ) async -> Failure {
        var failure = Failure(error)
        failure.changed = !progress.done.isEmpty
        failure.message += progress.told
        let state: JSONObject?
        do {
            state = try await (id == nil ? reader.find() : reader.read(id))
        } catch {
            failure.message += ClientWriter.isUnknown
            return failure
        }
        failure.states["end_state"] = .object(ClientRows.schema.presented(state ?? [:]))
        let isApplied = ClientRows.schema.compare(before ?? [:], state ?? [:]).isChanged
        failure.changed = failure.changed || isApplied
        if !isApplied {
            failure.message += " The client is as it was before."
        } else if state == nil {
            failure.message += " The client is gone."
        } else if progress.done.isEmpty {
            failure.message += " The server applied it, or a part of it; end_state shows what the client is now."
        }
        return failure
    }
}
