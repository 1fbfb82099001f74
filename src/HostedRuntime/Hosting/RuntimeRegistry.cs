using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Hosting;

/// <summary>Which runtimes were added to the services. Itself one of them, so that each call to AddAsyncRuntime finds what the calls before it added.</summary>
internal sealed class RuntimeRegistry
{
    private readonly List<string> _names = [];
    private readonly List<RuntimeAdditions> _additions = [];

    /// <summary>In the order of adding.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The runtime whose options have that name; null when it is somebody else's.</summary>
    public string? WithOptions(string? name) => _names.Find(runtime => RuntimeName.OptionsNameOf(runtime) == name);

    /// <summary>Also for a name that is not one of a runtime: the runtime may be added later.</summary>
    public RuntimeAdditions AdditionsTo(string name)
    {
        foreach (var known in _additions)
        {
            if (known.Runtime == name)
                return known;
        }

        var additions = new RuntimeAdditions(name);
        _additions.Add(additions);
        return additions;
    }

    public static RuntimeRegistry Of(IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: false, ImplementationInstance: RuntimeRegistry existing })
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
            if (RuntimeName.Comparer.Equals(name, RuntimeName.Default) && name != RuntimeName.Default)
            {
                throw new ArgumentException(
                    $"A runtime cannot be named '{name}': keys of the configuration do not differ in case, and '{RuntimeName.Default}' is the runtime that is added without a name.", nameof(name));
            }

            _names.Add(name);
            return true;
        }

        return same == name
            ? false
            : throw new ArgumentException($"A runtime cannot be named '{name}' beside '{same}': keys of the configuration do not differ in case.", nameof(name));
    }
}
