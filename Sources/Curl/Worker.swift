import CLibcurl
import HTTP

/// The thread's side of the transport: the only user of all handles.
final class Worker {
    private struct Running {
        let easy: EasyHandle
        let job: Job
    }

    private let mailbox: Mailbox
    private let settings: TransportSettings
    private var running: [UInt: Running] = [:]

    /// A worker for what comes into `mailbox`.
    init(mailbox: Mailbox, settings: TransportSettings) {
        self.mailbox = mailbox
        self.settings = settings
    }

    /// Works until the mailbox is closed; then nothing is left unanswered.
    func run() {
        do throws(HTTPError) {
            while true {
                let mail = mailbox.take()
                for job in mail.jobs { start(job) }
                for id in mail.cancelled { finish(id, .failure(HTTPError(.cancelled, "the request was cancelled"))) }
                if let closed = mail.closed { throw closed }
                try mailbox.multi.perform()
                while let finished = mailbox.multi.nextFinished() {
                    finish(finished.id, running[finished.id]?.easy.outcome(finished.code))
                }
                try mailbox.multi.wait()
            }
        } catch {
            mailbox.close(error)
            for id in Array(running.keys) { finish(id, .failure(error)) }
            for job in mailbox.take().jobs { job.answer.resume(returning: .failure(error)) }
        }
    }

    private func start(_ job: Job) {
        do throws(HTTPError) {
            let easy = try EasyHandle(job.request, id: job.id, settings: settings)
            try mailbox.multi.add(easy)
            running[job.id] = Running(easy: easy, job: job)
        } catch {
            job.answer.resume(returning: .failure(error))
        }
    }

    /// Ends a transfer and answers it; an id that is no longer running was answered before.
    private func finish(_ id: UInt, _ result: Result<HTTPResponse, HTTPError>?) {
        guard let result, let done = running.removeValue(forKey: id) else { return }
        mailbox.multi.remove(done.easy)
        done.job.answer.resume(returning: result)
    }
}
