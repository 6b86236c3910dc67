import BookingDay
import Contracts
import Foundation
import Testing

@testable import Operator

@Suite struct BookingFileTests {
    private static let csv = """
        hotel,stays_in_weekend_nights,stays_in_week_nights,deposit_type,agent,adr,reservation_status
        Resort Hotel,1,2,No Deposit,NULL,75.5,Check-Out
        City Hotel,0,1,Refundable,9,10.01,Canceled

        """

    @Test func readsPlainAndPackedFiles() async throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Long enough for several pieces, packed and unpacked.
        let rows = String(repeating: "City Hotel,0,1,Refundable,9,10.01,Canceled\n", count: 20_000)
        let plain = folder.appending(path: "day.csv")
        try (Self.csv + rows).write(to: plain, atomically: true, encoding: .utf8)
        let packed = folder.appending(path: "packed.csv.gz")
        try pack(plain, to: packed)
        for file in [plain, packed] {
            let bookings = try await all(of: file)
            #expect(bookings.count == 20_002)
            #expect(bookings.first?.price.minorUnits == 22_650)
            #expect(bookings.map(\.number) == Array(1...20_002))
        }
        let names = try await (name(of: plain), name(of: plain), name(of: packed))
        #expect(names.0 == names.1)
        #expect(names.0 != names.2)
    }

    @Test func saysWhatIsWrong() async throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let broken = folder.appending(path: "broken.csv.gz")
        try Data([0x1F, 0x8B, 0x08, 1, 2, 3]).write(to: broken)
        let other = folder.appending(path: "other.csv")
        try "a,b\n1,2\n".write(to: other, atomically: true, encoding: .utf8)
        for (file, word) in [
            (broken, "broken.csv.gz"), (other, "no column"), (folder.appending(path: "none"), "cannot be read"),
        ] {
            let error = await #expect(throws: OperatorFailure.self) { try await all(of: file) }
            #expect(error?.description.contains(word) == true)
        }
    }

    private func all(of file: URL) async throws -> [Booking] {
        let source = try source(file)
        var bookings: [Booking] = []
        while let more = try await source.next() { bookings += more }
        return bookings
    }

    private func name(of file: URL) async throws -> DayName { try await source(file).name }

    private func source(_ file: URL) throws -> BookingFile {
        BookingFile(path: file.path, seed: 1, unit: try #require(UnitRegistry()["EUR"]))
    }

    private func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kauri-bookings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func pack(_ file: URL, to target: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-c", file.path]
        _ = FileManager.default.createFile(atPath: target.path, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: target)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
