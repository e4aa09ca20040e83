internal import COpenSSL

/// The binary form of OpenSSL's values.
enum DER {
    /// What one of OpenSSL's `i2d` functions writes; nil when it fails.
    static func bytes(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8]? {
        let count = write(nil)
        guard count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            // The function moves the pointer that it is given.
            var place = buffer.baseAddress
            return write(&place)
        }
        return written == count ? bytes : nil
    }

    /// What one of OpenSSL's `d2i` functions reads from the bytes; nil when they hold something else.
    static func read<Handle>(
        _ bytes: [UInt8], _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Handle?
    ) -> Handle? {
        bytes.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return read(&place, buffer.count)
        }
    }
}
