import Postgres

/// The rows of a query in their order, a block at a time; the next block is on its way while one is read.
///
/// Not shared: whoever has opened it reads it.
final class RowStream {
    private let connection: PostgresConnection
    private let fetch: Statement
    private var coming: Task<QueryResult, any Error>?
    private var count = 0
    /// The block that is read.
    private(set) var block: QueryResult
    /// The present row in the block.
    private(set) var row = 0

    /// - Parameter connection: has an open transaction, which the cursor lives in.
    init(_ name: String, _ sql: String, on connection: PostgresConnection) async throws {
        self.connection = connection
        fetch = Statement("FETCH FORWARD \(Self.blockSize) FROM \(name)")
        block = try await connection.run(Statement(once: "DECLARE \(name) NO SCROLL CURSOR FOR \(sql)"))
        ask()
    }

    /// Whether there is a present row.
    @inline(__always)
    var hasRow: Bool { row < count }

    /// Whether the block is used up and there are more.
    @inline(__always)
    var isDry: Bool { row >= count && coming != nil }

    @inline(__always)
    func advance() { row += 1 }

    @inline(__always)
    func integer(_ column: Int) -> Int64? { block.rawInteger(row, column) }

    @inline(__always)
    func bytes(_ column: Int) -> UnsafeRawBufferPointer? { block.rawBytes(row, column) }

    @inline(__always)
    func time(_ column: Int) -> Int64? { block.rawTimestamp(row, column) }

    func text(_ column: Int) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

    /// Takes the next block, if the present one is used up.
    func refill() async throws {
        guard isDry, let coming else { return }
        block = try await coming.value
        row = 0
        count = block.rowCount
        if count < Self.blockSize { self.coming = nil } else { ask() }
    }

    private func ask() {
        coming = Task { [connection, fetch] in try await connection.run(fetch) }
    }

    private static let blockSize = 4_000
}
