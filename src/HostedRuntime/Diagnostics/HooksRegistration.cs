namespace HostedRuntime.Diagnostics;

/// <summary>Callbacks that were added to a runtime. In the services under its name, in the order of adding.</summary>
internal sealed record HooksRegistration(Action<IServiceProvider, RuntimeHooks> Configure);
