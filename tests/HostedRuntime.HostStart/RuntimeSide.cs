using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace HostedRuntime.HostStart;

/// <summary>What the side with a runtime does beyond the bare one. Apart, and called: a bare host must not load the runtime's assemblies.</summary>
internal static class RuntimeSide
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(HostApplicationBuilder builder) => builder.Services.AddAsyncRuntime(static options => options.WorkerThreads = 2);
}
