namespace HostedRuntime.Diagnostics;

/// <summary>Callbacks that were added to a runtime. One of its additions.</summary>
internal sealed record HooksRegistration(Action<IServiceProvider, RuntimeHooks> Configure);
