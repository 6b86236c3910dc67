import Foundation
import Testing

@testable import Operator

/// Settings of the tool that are secrets may come from files, as a container's do.
@Suite struct SettingsFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kauri-settings-\(UUID())")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func file(_ text: String) throws -> String {
        let file = folder.appending(path: "secret-\(UUID())")
        try Data(text.utf8).write(to: file)
        return file.path()
    }

    @Test("A variable counts as it is, without the blanks around it")
    func variable() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try Settings.given("AMQP_URL", in: ["AMQP_URL": " amqp://a "]) == "amqp://a")
        #expect(try Settings.given("AMQP_URL", in: ["AMQP_URL": ""]) == nil)
        #expect(try Settings.given("AMQP_URL", in: [:]) == nil)
    }

    @Test("A file's text counts without the line end that editors leave")
    func fileText() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("amqp://b\n")
        #expect(try Settings.given("AMQP_URL", in: ["AMQP_URL_FILE": path]) == "amqp://b")
        // Compose sets what is absent to nothing.
        #expect(try Settings.given("AMQP_URL", in: ["AMQP_URL": "", "AMQP_URL_FILE": path]) == "amqp://b")
    }

    @Test("Both, no file, an empty file and one that is too long are refused")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let good = try file("amqp://b")
        let refused = [
            ["AMQP_URL": "amqp://a", "AMQP_URL_FILE": good], ["AMQP_URL_FILE": folder.appending(path: "none").path()],
            ["AMQP_URL_FILE": try file(" \n")], ["AMQP_URL_FILE": try file(String(repeating: "x", count: 4_097))],
        ]
        for environment in refused {
            #expect(throws: OperatorFailure.self) { try Settings.given("AMQP_URL", in: environment) }
        }
    }
}
