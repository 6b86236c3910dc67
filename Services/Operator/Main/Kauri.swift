import Operator

/// The operator's tool; everything is in the library, where tests reach it.
@main
struct KauriProgram {
    static func main() async {
        await Kauri.main()
    }
}
