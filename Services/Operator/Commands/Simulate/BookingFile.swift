import BookingDay
import Contracts
import DedicatedThread
import Foundation

/// Bookings from a CSV file, read piece by piece; `gzip` unpacks it where its name ends in `.gz`.
///
/// Has a thread of its own, because reading waits.
actor BookingFile: BookingSource {
    let count: Int? = nil
    private let path: String
    private let seed: UInt64
    private let unit: CurrencyUnit
    private let thread = DedicatedThread(name: "bookings")
    private var unpacker: Process?
    private var handle: FileHandle?
    private var reader = CSVReader()
    private var columns: BookingColumns?
    private var rows = 0

    private static let pieceSize = 1 << 16

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(path: String, seed: UInt64, unit: CurrencyUnit) {
        self.path = path
        self.seed = seed
        self.unit = unit
    }

    deinit {
        // Nobody reads any more: the unpacker would wait for ever.
        if unpacker?.isRunning == true { unpacker?.terminate() }
        thread.stop()
    }

    /// The same file in the same currency is the same day, wherever it is.
    var name: DayName {
        get throws {
            let file = try open()
            defer { try? file.close() }
            var digest = ContentDigest()
            digest.add(unit.code.utf8)
            while let piece = try file.read(upToCount: Self.pieceSize), !piece.isEmpty { digest.add(piece) }
            return DayName(seed: seed, digest: digest)
        }
    }

    func next() throws -> [Booking]? {
        if handle == nil { handle = path.hasSuffix(".gz") ? try unpack() : try open() }
        while let piece = try handle?.read(upToCount: Self.pieceSize), !piece.isEmpty {
            let bookings = try bookings(in: try place { () throws(CSVError) in try reader.take(piece) })
            if !bookings.isEmpty { return bookings }
        }
        guard let last = try place({ () throws(CSVError) in try reader.finish() }) else {
            try end()
            return nil
        }
        return try bookings(in: [last])
    }

    private func bookings(in lines: [CSVRow]) throws -> [Booking] {
        var bookings: [Booking] = []
        for line in lines {
            do throws(BookingError) {
                guard let columns else {
                    columns = try BookingColumns(header: line, unit: unit)
                    continue
                }
                rows += 1
                guard rows <= BookingDay.mostBookings else {
                    throw .tooManyBookings(limit: BookingDay.mostBookings)
                }
                bookings.append(try columns.booking(from: line, number: rows))
            } catch {
                throw OperatorFailure(.wrong, "\(path): \(error)")
            }
        }
        return bookings
    }

    /// An unpacker that failed has delivered a file that only looks whole.
    private func end() throws {
        guard columns != nil else { throw OperatorFailure(.wrong, "\(path) is empty") }
        guard let unpacker else { return }
        unpacker.waitUntilExit()
        guard unpacker.terminationStatus == 0 else {
            throw OperatorFailure(
                .wrong, "gzip could not unpack \(path) (status \(unpacker.terminationStatus))",
                advice: "Test it: gzip -t \(path)")
        }
    }

    private func open() throws -> FileHandle {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw OperatorFailure(.wrong, "\(path) cannot be read", advice: "Give the number of bookings, or a file.")
        }
        return file
    }

    private func unpack() throws -> FileHandle {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        // Standard input, so that no file name can be taken for an option.
        process.standardInput = try open()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        unpacker = process
        return output.fileHandleForReading
    }

    private func place<Result>(_ read: () throws(CSVError) -> Result) throws -> Result {
        do throws(CSVError) {
            return try read()
        } catch {
            throw OperatorFailure(.wrong, "\(path), \(error)")
        }
    }
}
