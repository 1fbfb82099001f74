using HostedRuntime.Diagnostics;

namespace HostedRuntime.Registration;

/// <summary>Callbacks that were added to a runtime. One of its additions.</summary>
internal sealed record HooksRegistration(Action<IServiceProvider, RuntimeHooks> Configure);
