using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime;

/// <summary>Extends a runtime that was added to the services; see <see cref="AsyncRuntimeBuilderExtensions"/> for its methods.</summary>
public interface IAsyncRuntimeBuilder
{
    /// <summary>The runtime's name.</summary>
    string Name { get; }

    /// <summary>The services that the runtime was added to.</summary>
    IServiceCollection Services { get; }
}
