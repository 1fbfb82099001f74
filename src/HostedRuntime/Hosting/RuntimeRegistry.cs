using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Hosting;

/// <summary>Which runtimes were added to the services. Itself one of them, so that each call to AddAsyncRuntime finds what the calls before it added.</summary>
internal sealed class RuntimeRegistry
{
    private readonly List<string> _names = [];

    /// <summary>In the order of adding.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The runtime whose options have that name; null when it is somebody else's.</summary>
    public string? WithOptions(string? name) => _names.Find(runtime => RuntimeName.OptionsNameOf(runtime) == name);

    public static RuntimeRegistry Of(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: RuntimeRegistry existing })
                return existing;
        }

        var added = new RuntimeRegistry();
        services.AddSingleton(added);
        return added;
    }

    /// <summary>False: it is one of them already.</summary>
    /// <exception cref="ArgumentException">Another one has the same section.</exception>
    public bool TryAdd(string name)
    {
        var same = _names.Find(other => RuntimeName.Comparer.Equals(other, name));
        if (same is null)
        {
            _names.Add(name);
            return true;
        }

        return same == name
            ? false
            : throw new ArgumentException($"A runtime cannot be named '{name}' beside '{same}': keys of the configuration do not differ in case.", nameof(name));
    }
}
