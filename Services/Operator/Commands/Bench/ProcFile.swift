import Foundation

/// Reads files of `/proc`, which have no length and come in short pieces: only a read of nothing is their end.
enum ProcFile {
    /// More than any table of sockets on a busy machine.
    private static let longest = 64 << 20

    /// The text; empty where the file is not there or may not be read.
    static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < longest {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: piece[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
