using System.Runtime.InteropServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// Room that keeps two words from sharing a cache line, on which their writers would meet. A field of it is never private: of one that nobody
/// uses the compiler would ask what it is for.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct CacheLine;
