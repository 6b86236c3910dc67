import Glibc

/// Reading a small file at start, before there is anything to block.
enum BoundedFile {
    static func read(path: String, limit: Int) throws(InvalidSetting) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path)
            }
            if count == 0 { return bytes }
            bytes += block[..<count]
            guard bytes.count <= limit else {
                throw InvalidSetting("must name a file of at most \(limit) bytes: \(path.quoted(limit: 200))")
            }
        }
    }

    private static func unreadable(_ path: String) -> InvalidSetting {
        InvalidSetting("must name a readable file, not \(path.quoted(limit: 200)): \(String(cString: strerror(errno)))")
    }
}
