using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.HostStart;

/// <summary>
/// Adds the runtime to the host. This code is in its own type and is not inlined, because a bare host must not load the runtime's
/// assemblies.
/// </summary>
internal static class RuntimeSide
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(HostApplicationBuilder builder) => builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = 2);
}
