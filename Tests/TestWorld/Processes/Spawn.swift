import Glibc

/// Starts programs without Foundation's `Process`, which does not notice the end of a program as long as a server that it has started lives.
enum Spawn {
    /// Starts a program that inherits nothing but the three descriptors it is given.
    ///
    /// - Parameters:
    ///   - environment: all that it gets.
    ///   - input: its standard input; nothing to read where it is nil.
    ///   - output: its standard output and standard error; nowhere where it is nil.
    /// - Returns: the number of the process, for which somebody must wait.
    static func start(
        _ path: String, _ arguments: [String], environment: [String: String], input: CInt? = nil, output: CInt? = nil
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        // A descriptor that is not open is no error here.
        for descriptor in 3..<CInt(1_024) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of a Swift process block signals; a child would inherit that and could not be asked to stop.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = [path] + arguments
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var number: pid_t = 0
        let status = withCStrings(words) { words in
            withCStrings(variables) { variables in posix_spawn(&number, path, &actions, &attributes, words, variables) }
        }
        guard status == 0 else {
            throw WorldError("\(path) cannot be started: \(String(cString: strerror(status)))")
        }
        return number
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // The array has at least the closing nil, so it has an address.
            guard let base = buffer.baseAddress else { preconditionFailure("an array without an address") }
            return body(base)
        }
    }
}
