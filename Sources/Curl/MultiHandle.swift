import CLibcurl
import HTTP

/// The owner of the handle that runs many transfers, and of their connections.
///
/// Unchecked, because libcurl lets one thread at a time use the handle, which the worker is; `wakeUp` alone may be
/// called from anywhere.
final class MultiHandle: @unchecked Sendable {
    private let handle: CurlMulti

    /// A new one without transfers.
    init() throws(HTTPError) {
        guard let raw = curl_multi_init() else { throw HTTPError(.invalid, Library.describe(CURLE_FAILED_INIT)) }
        handle = CurlMulti(raw: raw)
    }

    deinit { curl_multi_cleanup(handle.raw) }

    /// Ends the wait of the worker, or its next one.
    func wakeUp() { curl_multi_wakeup(handle.raw) }

    /// Starts a transfer.
    func add(_ easy: EasyHandle) throws(HTTPError) { try check(curl_multi_add_handle(handle.raw, easy.handle.raw)) }

    /// Ends a transfer, whether it is finished or not.
    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(handle.raw, easy.handle.raw) }

    /// Does all that can be done without waiting.
    func perform() throws(HTTPError) {
        var running: Int32 = 0
        try check(curl_multi_perform(handle.raw, &running))
    }

    /// The id of a transfer that has finished, and how; nil when there is none, or no further one.
    func nextFinished() -> (id: UInt, code: CURLcode)? {
        var id: UnsafeMutableRawPointer?
        var code = CURLE_OK
        guard curl_next_finished(handle, &id, &code) != 0 else { return nil }
        return (UInt(bitPattern: id), code)
    }

    /// Waits until a transfer can go on or `wakeUp` is called; timeouts of transfers end it too.
    func wait() throws(HTTPError) { try check(curl_multi_poll(handle.raw, nil, 0, .max, nil)) }

    private func check(_ code: CURLMcode) throws(HTTPError) {
        guard code == CURLM_OK else { throw HTTPError(.broken, String(cString: curl_multi_strerror(code))) }
    }
}
