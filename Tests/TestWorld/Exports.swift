// Whoever tests in a world waits in it.
@_exported import Waiting
