using System.Runtime.InteropServices;

namespace HostedRuntime.Atomics;

/// <summary>
/// Padding that keeps two fields off the same cache line, for which their writers would contend. A field of this type is never private,
/// because the compiler warns of a private field that is not used.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct CacheLine;
