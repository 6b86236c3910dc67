import CLibPQ

/// The memory into which the parameters of one statement after the other are encoded, and the lists that libpq wants.
///
/// libpq copies what it is given, so one buffer serves all statements of a connection without any further allocation.
struct ParameterBuffer: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []
    /// The types of the parameters that were encoded last.
    private(set) var types: [Oid] = []
    /// The size of the parameters that were encoded last.
    private(set) var encodedSize = 0

    /// What is kept between two calls; one unusual call shall not cost memory for ever.
    private static let keptSize = 1 << 20

    init() {
        memory = .allocate(byteCount: 1 << 14, alignment: 16)
    }

    deinit { memory.deallocate() }

    /// Makes room for a statement of `size` encoded bytes.
    mutating func reserve(_ size: Int) {
        // One byte more than needed: the address of an empty last value must still be inside.
        guard size >= memory.count else { return }
        let capacity = max(size + 1, memory.count * 2)
        memory.deallocate()
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Gives back what an unusually large statement needed.
    mutating func trim() {
        guard memory.count > Self.keptSize else { return }
        memory.deallocate()
        memory = .allocate(byteCount: Self.keptSize, alignment: 16)
    }

    /// Encodes the parameters, for which ``reserve(_:)`` has made room.
    mutating func encode(_ parameters: [Parameter]) {
        values.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        types.removeAll(keepingCapacity: true)
        guard let start = memory.baseAddress else { return }
        var position = start
        for parameter in parameters {
            types.append(parameter.oid)
            if let size = parameter.write(to: position) {
                values.append(UnsafePointer(position.assumingMemoryBound(to: CChar.self)))
                lengths.append(CInt(size))
                position += size
            } else {
                values.append(nil)
                lengths.append(0)
            }
        }
        encodedSize = position - start
        while formats.count < parameters.count { formats.append(1) }
    }

    /// Hands the encoded parameters to a prepared statement.
    func sendPrepared(_ name: String, to connection: OpaquePointer) -> Bool {
        PQsendQueryPrepared(connection, name, CInt(values.count), values, lengths, formats, 1) == 1
    }

    /// Hands the encoded parameters over together with the text.
    func send(_ sql: String, to connection: OpaquePointer) -> Bool {
        PQsendQueryParams(connection, sql, CInt(values.count), types, values, lengths, formats, 1) == 1
    }

    /// Prepares the text for parameters of these types.
    func prepare(_ name: String, _ sql: String, on connection: OpaquePointer) -> Bool {
        PQsendPrepare(connection, name, sql, CInt(types.count), types) == 1
    }
}
