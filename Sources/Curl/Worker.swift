import CLibcurl
import HTTP

/// The other side of the mailbox: the only user of all handles.
final class Worker {
    private struct Running {
        let easy: EasyHandle
        let job: Job
        /// Why the transfer failed whose server is looked at; nil for the transfer itself.
        var failure: HTTPError?
    }

    private let mailbox: Mailbox
    private var running: [UInt: Running] = [:]

    /// A worker for what comes into `mailbox`.
    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    /// Does all that can be done without waiting; false once the mailbox is closed, and then nothing is left unanswered.
    func step() -> Bool {
        do throws(HTTPError) {
            let mail = mailbox.take()
            for job in mail.jobs { start(job) }
            for id in mail.cancelled { finish(id, .failure(HTTPError(.cancelled, "the request was cancelled"))) }
            if let closed = mail.closed { throw closed }
            try mailbox.multi.perform()
            while let finished = mailbox.multi.nextFinished() {
                settle(finished.id, finished.code)
            }
            return true
        } catch {
            end(error)
            return false
        }
    }

    /// Waits until a transfer can go on or somebody wakes it.
    func wait() {
        do throws(HTTPError) {
            try mailbox.multi.wait()
        } catch {
            mailbox.close(error)
        }
    }

    private func end(_ reason: HTTPError) {
        mailbox.close(reason)
        for id in Array(running.keys) { finish(id, .failure(reason)) }
        for job in mailbox.take().jobs { job.answer.resume(returning: .failure(reason)) }
    }

    private func start(_ job: Job) {
        do throws(HTTPError) {
            let easy = try EasyHandle(job.request, id: job.id, settings: job.settings)
            try mailbox.multi.add(easy)
            running[job.id] = Running(easy: easy, job: job)
        } catch {
            job.answer.resume(returning: .failure(error))
        }
    }

    /// Answers a transfer that libcurl has ended; one whose certificate was refused after a look at that certificate, since
    /// libcurl has its subject only of a connection that it made.
    private func settle(_ id: UInt, _ code: CURLcode) {
        guard let done = running[id] else { return }
        if let failure = done.failure {
            let words = done.easy.certificate.map { "\(failure.reason) (\($0))" } ?? failure.reason
            return finish(id, .failure(HTTPError(failure.kind, words)))
        }
        let outcome = done.easy.outcome(code)
        guard case .failure(let failure) = outcome, EasyHandle.isRefusal(code),
            let look = try? EasyHandle(done.job.request, id: id, settings: done.job.settings, purpose: .look)
        else { return finish(id, outcome) }
        mailbox.multi.remove(done.easy)
        running[id] = nil
        do throws(HTTPError) {
            try mailbox.multi.add(look)
            running[id] = Running(easy: look, job: done.job, failure: failure)
        } catch {
            done.job.answer.resume(returning: outcome)
        }
    }

    /// Ends a transfer and answers it; an id that is no longer running was answered before.
    private func finish(_ id: UInt, _ result: Result<HTTPResponse, HTTPError>?) {
        guard let result, let done = running.removeValue(forKey: id) else { return }
        mailbox.multi.remove(done.easy)
        done.job.answer.resume(returning: result)
    }
}
