import CLibPQ

/// The answer to one statement, in binary format.
///
/// It owns libpq's result, which never changes after it has arrived, so it may be read from any thread. Values are
/// decoded when they are asked for, straight out of libpq's memory; whole columns at once with ``int64Column(_:)`` and
/// its like.
public final class QueryResult: RandomAccessCollection, Sendable {
    // libpq allows any number of threads to read a result; it is freed in `deinit` only, when nobody else can hold it.
    nonisolated(unsafe) let pointer: OpaquePointer
    /// The `pg_type` number of each column.
    let types: [UInt32]
    /// The number of rows that came back.
    public let rowCount: Int

    /// Takes ownership of `pointer`.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        rowCount = Int(PQntuples(pointer))
        types = (0..<PQnfields(pointer)).map { PQftype(pointer, $0) }
    }

    deinit { PQclear(pointer) }

    /// The number of rows that the statement inserted, updated, deleted or selected; 0 for others.
    public var affectedRows: Int {
        // Digits only, or empty: there is no other form.
        var count = 0
        var digit = UnsafePointer(PQcmdTuples(pointer))
        while let current = digit, current.pointee != 0 {
            count = count * 10 + Int(current.pointee - 0x30)
            digit = current + 1
        }
        return count
    }

    /// What the server did, for example `INSERT 0 3`; a COMMIT that could only roll back says `ROLLBACK`.
    public var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    /// The number of columns.
    public var columnCount: Int { types.count }

    /// The name of a column, or its number when there is no such column.
    public func columnName(_ column: Int) -> String {
        guard types.indices.contains(column), let name = PQfname(pointer, CInt(column)) else { return "#\(column)" }
        return String(cString: name)
    }

    /// The index of the first column with this name, in the case in which the server returned it.
    public func column(named name: String) -> Int? {
        types.indices.first { columnName($0) == name }
    }

    /// 0
    public var startIndex: Int { 0 }
    /// ``rowCount``
    public var endIndex: Int { rowCount }

    /// The row at `index`, from 0 up to ``rowCount``.
    public subscript(index: Int) -> Row {
        precondition(index >= 0 && index < rowCount, "row index out of range")
        return Row(result: self, index: index)
    }
}

extension QueryResult {
    /// Checks once, before the rows of a column are read, that the column exists and can be read as `codec`.
    func check<C: BinaryCodec>(_ column: Int, _ codec: C.Type) throws(PostgresError) {
        guard types.indices.contains(column) else {
            throw PostgresError(.decoding, "no column \(column), the result has \(types.count)")
        }
        guard C.reads(types[column]) else { throw undecodable(column, "is of type \(types[column])", C.name) }
    }

    /// The value, or `nil` for NULL; the column has been checked.
    @inline(__always)
    func value<C: BinaryCodec>(_ row: Int, _ column: Int, _ codec: C.Type) throws(PostgresError) -> C.Value? {
        guard let bytes = bytes(row, column) else { return nil }
        guard let value = C.read(bytes, oid: types[column]) else {
            throw undecodable(column, "holds a value that is malformed or out of range", C.name)
        }
        return value
    }

    /// The value's bytes, valid as long as this result; `nil` for NULL. The column has been checked.
    @inline(__always)
    func bytes(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
        let (row, column) = (CInt(truncatingIfNeeded: row), CInt(truncatingIfNeeded: column))
        let length = Int(PQgetlength(pointer, row, column))
        // Most values are not empty, and NULL always is: one call less for each value.
        if length == 0, PQgetisnull(pointer, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: length)
    }

    func undecodable(_ column: Int, _ what: String, _ wanted: String) -> PostgresError {
        PostgresError(.decoding, "column \(columnName(column)) \(what), wanted \(wanted)")
    }
}
