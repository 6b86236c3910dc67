import ServiceKit
import Testing

@Suite struct ConfigurationFileTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private let sections = [ServiceKeys.section(httpPort: 8_081), LaneKeys.section]

    @Test func theEnvironmentWinsOverTheFile() throws {
        let file = try folder.write(
            "kauri.json",
            """
            {"kauri": {"lanes": 7, "wait": "5s", "verbose": true, "roles": ["ledger", "queries"], "http": {"port": 0},
             "label": null, "surprise": 1},
             "database": {"url": "postgres://localhost/kauri"}}
            """)
        let configuration = try ServiceConfiguration.load(
            sections, environment: ["KAURI_CONFIG_FILE": file, "KAURI_LANES": "9"])
        #expect(configuration[LaneKeys.lanes] == 9)
        #expect(configuration[LaneKeys.wait] == .seconds(5))
        #expect(configuration[LaneKeys.verbose])
        #expect(configuration[LaneKeys.roles] == ["ledger", "queries"])
        #expect(configuration[ServiceKeys.httpPort] == 0)
        #expect(configuration[LaneKeys.database].revealed == "postgres://localhost/kauri")
        #expect(configuration.warnings == ["KAURI_SURPRISE is not a known setting"])
    }

    @Test func aWrongValueInTheFileIsRefusedLikeOneInTheEnvironment() throws {
        let file = try folder.write(
            "kauri.json", #"{"kauri": {"lanes": 1.5, "verbose": 7}, "database": {"url": "postgres://h/d"}}"#)
        let error = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(sections, environment: ["KAURI_CONFIG_FILE": file])
        }
        #expect(
            error?.problems == [
                "KAURI_LANES must be a whole number from 1 to 64, not \"1.5\"",
                "KAURI_VERBOSE must be true or false, not \"7\"",
            ])
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        let broken = try folder.write("broken.json", #"{"database": {"url": "postgres://u:hunter2@h/d" oops"#)
        for path in [folder.path + "/none.json", broken, try folder.write("list.json", "[1]")] {
            let error = #expect(throws: ConfigurationError.self) {
                try ServiceConfiguration.load(
                    sections, environment: ["KAURI_CONFIG_FILE": path, "DATABASE_URL": "postgres://h/d"])
            }
            #expect(error?.problems.count == 1)
            #expect(error?.problems.first?.hasPrefix("KAURI_CONFIG_FILE must name a ") == true)
            #expect(error?.problems.first?.contains(path) == true)
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test func aSecretComesFromAFile() throws {
        let secret = try folder.write("url", "postgresql://u:pw@h/d\n")
        let configuration = try ServiceConfiguration.load(sections, environment: ["DATABASE_URL_FILE": secret])
        #expect(configuration[LaneKeys.database].revealed == "postgresql://u:pw@h/d")
        #expect(configuration.warnings.isEmpty)

        let file = try folder.write("kauri.json", #"{"database": {"url_file": "\#(secret)"}}"#)
        let fromFile = try ServiceConfiguration.load(sections, environment: ["KAURI_CONFIG_FILE": file])
        #expect(fromFile[LaneKeys.database].revealed == "postgresql://u:pw@h/d")
    }

    @Test func aSecretIsNeverGivenTwice() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try ServiceConfiguration.load(
                sections, environment: ["DATABASE_URL": "postgres://h/d", "DATABASE_URL_FILE": "/x"])
        }
        #expect(error?.problems == ["DATABASE_URL and DATABASE_URL_FILE are both set: set one of them"])
    }

    @Test func aSecretFileThatCannotBeReadIsNamed() throws {
        let large = try folder.write("large", String(repeating: "x", count: 70_000))
        for path in ["/nonexistent/url", large] {
            let error = #expect(throws: ConfigurationError.self) {
                try ServiceConfiguration.load(sections, environment: ["DATABASE_URL_FILE": path])
            }
            #expect(error?.problems.first?.contains(path) == true)
        }
    }
}
