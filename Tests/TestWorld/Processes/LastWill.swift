import Foundation
import Synchronization

/// What is to be done when the tests' own process is killed: end what it had started.
///
/// A small shell beside it reads what lives from a pipe. The pipe ends when this process does, in whatever way.
final class LastWill: Sendable {
    static let shared = LastWill()

    private let pipe: Mutex<FileHandle?>

    private init() {
        let input = Pipe()
        let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let shell = try? Spawn.start(
            "/bin/bash", ["-c", Self.script], environment: environment,
            input: input.fileHandleForReading.fileDescriptor)
        pipe = Mutex(shell == nil ? nil : input.fileHandleForWriting)
    }

    func add(process: pid_t) { say("process \(process)") }

    func remove(process: pid_t) { say("done \(process)") }

    /// - Parameter script: the program that brings a stack down, with the folder in `KAURI_LOCAL`.
    func add(stack folder: String, script: String) { say("stack \(folder) \(script)") }

    func remove(stack folder: String) { say("done \(folder)") }

    private func say(_ line: String) {
        pipe.withLock { try? $0?.write(contentsOf: Data((line + "\n").utf8)) }
    }

    private static let script = """
        trap '' INT TERM HUP
        declare -A processes stacks
        while read -r verb name rest; do
            case $verb in
            process) processes[$name]=1 ;;
            stack) stacks[$name]=$rest ;;
            done) unset "processes[$name]" "stacks[$name]" ;;
            esac
        done
        for name in "${!processes[@]}"; do kill -KILL "$name"; done
        for name in "${!stacks[@]}"; do KAURI_LOCAL=$name "${stacks[$name]}" down --wipe && rm -rf "$name"; done
        """
}
