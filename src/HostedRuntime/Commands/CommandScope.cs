using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Commands;

/// <summary>Resolves the services of a handler for one run, from the run's own scope and its runtime.</summary>
internal readonly struct CommandScope(IServiceProvider services, IRuntimeHandle runtime)
{
    /// <summary>
    /// Resolves a service. <see cref="IRuntimeHandle"/> is the command's own runtime, even if that is not the host's default runtime.
    /// </summary>
    public TDep Get<TDep>() where TDep : notnull => typeof(TDep) == typeof(IRuntimeHandle) ? (TDep)runtime : services.GetRequiredService<TDep>();
}
