import Foundation

/// The project's own files, as they stand in the checkout.
struct SourceTree {
    /// One file with its lines.
    struct File {
        /// Its path from the top of the checkout.
        let path: String
        let lines: [Substring]

        /// The lines that hold code: neither empty nor a comment.
        var code: [(number: Int, text: Substring)] {
            lines.enumerated().compactMap { index, line in
                let text = line.drop { $0 == " " }
                return text.isEmpty || text.hasPrefix("//") ? nil : (index + 1, line)
            }
        }
    }

    let root: URL

    init() {
        // Tests/RepositoryTests/SourceTree.swift is two folders below the top.
        root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    /// All Swift files below a folder.
    func swiftFiles(in folders: String...) throws -> [File] {
        try folders.flatMap { folder in
            try paths(in: folder).filter { $0.hasSuffix(".swift") }.map { path in
                File(
                    path: path,
                    lines: try String(contentsOf: root.appending(path: path), encoding: .utf8)
                        .split(separator: "\n", omittingEmptySubsequences: false))
            }
        }
    }

    /// The names at the top of the checkout that git would keep.
    func topLevel() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path())
    }

    private func paths(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path()).map {
            "\(folder)/\($0)"
        }
        .sorted()
    }
}
