using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.DependencyInjection;

internal sealed record AsyncRuntimeBuilder(string Name, IServiceCollection Services) : IAsyncRuntimeBuilder;
