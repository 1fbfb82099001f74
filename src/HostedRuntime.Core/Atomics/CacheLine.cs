using System.Runtime.InteropServices;

namespace HostedRuntime.Atomics;

/// <summary>Room that keeps two words from sharing a cache line, on which their writers would meet.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct CacheLine;
