import ArgumentParser

/// When the bare echo is measured.
enum EchoTime: String, CaseIterable, ExpressibleByArgument {
    /// When the messages have arrived: it disturbs nothing, and has the machine for itself.
    case after
    /// At the same time: it suffers from what the messages suffer from, and costs them something.
    case beside
    /// Not at all.
    case never
}
