import Foundation
import Testing

/// A file of the public data sets, read where it lies.
enum DataSet {
    /// Where it is; nil where this machine does not have it.
    static func file(_ path: String) -> URL? {
        ProcessInfo.processInfo.environment["KAURI_DATA"].map { URL(filePath: $0).appending(path: path) }
            .flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
    }

    /// What a file in gzip holds.
    static func unpacked(_ file: URL) throws -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "gzip could not unpack \(file.path)")
        return [UInt8](text)
    }
}
