using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime;

/// <summary>What a runtime that was added to the services can be extended by; the verbs are in <see cref="AsyncRuntimeBuilderExtensions"/>.</summary>
public interface IAsyncRuntimeBuilder
{
    /// <summary>The runtime's name.</summary>
    string Name { get; }

    /// <summary>The services that it was added to.</summary>
    IServiceCollection Services { get; }
}
