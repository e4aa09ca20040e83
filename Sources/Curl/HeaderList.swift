import CLibcurl
import HTTP

/// The owner of a list of header lines.
final class HeaderList {
    /// The list, for `CURLOPT_HTTPHEADER`; it must live as long as the transfer.
    private(set) var list = CurlList(raw: nil)

    /// The request's own fields, and none of those that libcurl would add by itself.
    init(_ headers: [HTTPRequest.Header]) throws(HTTPError) {
        for header in headers {
            try Self.check(header)
            // A name with a colon and nothing behind it would remove the field; with a semicolon it is sent empty.
            try append(header.value.isEmpty ? header.name + ";" : "\(header.name): \(header.value)")
        }
        let given = Set(headers.map { $0.name.lowercased() })
        for name in ["Accept", "Content-Type", "Expect"] where !given.contains(name.lowercased()) {
            try append(name + ":")
        }
    }

    deinit { curl_slist_free_all(list.raw) }

    private func append(_ line: String) throws(HTTPError) {
        guard let longer = curl_slist_append(list.raw, line) else {
            throw HTTPError(.invalid, Library.describe(CURLE_OUT_OF_MEMORY))
        }
        list.raw = longer
    }

    /// libcurl sends a line break in a value as it is, which would begin another field or another request.
    private static func check(_ header: HTTPRequest.Header) throws(HTTPError) {
        let isName = header.name.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x3A && $0 != 0x3B }
        guard isName, !header.name.isEmpty else {
            throw HTTPError(.invalid, "not a header name: \(header.name.debugDescription)")
        }
        guard Self.isOneLine(header.value) else {
            throw HTTPError(.invalid, "the header \(header.name) has a control character in its value")
        }
    }

    /// Whether a text can be a header's value: it has no control character but the tab.
    static func isOneLine(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
