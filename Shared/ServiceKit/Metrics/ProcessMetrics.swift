import Glibc

/// What the kernel says about this process, under the names that Prometheus' own libraries use.
struct ProcessMetrics: Equatable {
    var residentBytes: Int?
    var virtualBytes: Int?
    var processorSeconds: Double?
    var startSeconds: Double?
    var threads: Int?
    var openDescriptors: Int?
    var mostDescriptors: Int?

    /// Reads `/proc`. What cannot be read is left out.
    static func read() -> ProcessMetrics {
        var metrics = ProcessMetrics()
        if let text = contents("/proc/self/stat") {
            metrics.readStatus(
                text, ticks: Double(sysconf(Int32(_SC_CLK_TCK))), page: Int(sysconf(Int32(_SC_PAGESIZE))),
                boot: bootSeconds)
        }
        metrics.openDescriptors = countDescriptors()
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            metrics.mostDescriptors = Int(clamping: limit.rlim_cur)
        }
        return metrics
    }

    /// Reads the fields of `/proc/self/stat`; see proc(5). The name of the program may contain blanks and brackets.
    mutating func readStatus(_ text: String, ticks: Double, page: Int, boot: Double?) {
        guard let end = text.lastIndex(of: ")") else { return }
        // Field 3 of proc(5) is the first one here.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21 else { return }
        if let user = Double(fields[11]), let system = Double(fields[12]) { processorSeconds = (user + system) / ticks }
        threads = Int(fields[17])
        if let boot, let start = Double(fields[19]) { startSeconds = boot + start / ticks }
        virtualBytes = Int(fields[20])
        residentBytes = Int(fields[21]).map { $0 * page }
    }

    func expose(to page: inout ExpositionPage) {
        let gauges: [(String, String, Double?)] = [
            ("process_resident_memory_bytes", "Resident memory in bytes.", residentBytes.map(Double.init)),
            ("process_virtual_memory_bytes", "Virtual memory in bytes.", virtualBytes.map(Double.init)),
            ("process_start_time_seconds", "Start of the process in seconds since 1970.", startSeconds),
            ("process_threads", "Threads of the process.", threads.map(Double.init)),
            ("process_open_fds", "Open file descriptors.", openDescriptors.map(Double.init)),
            ("process_max_fds", "Most file descriptors that may be open.", mostDescriptors.map(Double.init)),
        ]
        for case (let name, let help, let value?) in gauges {
            page.family(name, "gauge", help: help) { $0.sample(name, SeriesLabels([]), ExpositionPage.number(value)) }
        }
        if let processorSeconds {
            let name = "process_cpu_seconds_total"
            page.family(name, "counter", help: "Processor time of user and system in seconds.") {
                $0.sample(name, SeriesLabels([]), ExpositionPage.number(processorSeconds))
            }
        }
    }

    /// When the machine started, in seconds since 1970. It does not change, so it is read once.
    private static let bootSeconds: Double? = contents("/proc/stat").flatMap { text in
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }

    private static func contents(_ path: String) -> String? {
        (try? BoundedFile.read(path: path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func countDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            // The names "." and ".." are no descriptors.
            if entry.pointee.d_type == UInt8(DT_LNK) { count += 1 }
        }
        // One of them is the folder that is being read.
        return count - 1
    }
}
