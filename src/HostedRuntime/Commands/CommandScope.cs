using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Commands;

/// <summary>Where one run of a command gets what its handler asks for: its own scope of services, and the runtime that it runs on.</summary>
internal readonly struct CommandScope(IServiceProvider services, IRuntimeHandle runtime)
{
    /// <summary>A handle is the command's own runtime, also where that is not the host's default one.</summary>
    public TDep Get<TDep>() where TDep : notnull => typeof(TDep) == typeof(IRuntimeHandle) ? (TDep)runtime : services.GetRequiredService<TDep>();
}
