using Microsoft.Extensions.DependencyInjection;

namespace HostedRuntime.Registration;

/// <summary>
/// The runtimes that were added to the services. It is a service itself, so that each call of AddAsyncRuntime finds the earlier additions.
/// </summary>
internal sealed class RuntimeRegistry
{
    private readonly List<string> _names = [];
    private readonly List<RuntimeRegistration> _additions = [];

    /// <summary>The runtimes' names, in the order of adding.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Where a signal writes a dump of all runtimes; null if it does not.</summary>
    public DumpRegistration? Dump { get; set; }

    /// <summary>Returns the runtime whose options have that name, or null if no runtime's options have it.</summary>
    public string? WithOptions(string? name) => _names.Find(runtime => RuntimeName.OptionsNameOf(runtime) == name);

    /// <summary>Returns the additions to a runtime, even if there is no runtime of that name, because it may be added later.</summary>
    public RuntimeRegistration AdditionsTo(string name)
    {
        foreach (var known in _additions)
        {
            if (known.Runtime == name)
                return known;
        }

        var additions = new RuntimeRegistration(name);
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

    /// <summary>Adds a runtime unless it was added before.</summary>
    /// <returns>True if the runtime was added; otherwise false.</returns>
    /// <exception cref="ArgumentException">Another runtime, whose name differs in case only, has the same section.</exception>
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
