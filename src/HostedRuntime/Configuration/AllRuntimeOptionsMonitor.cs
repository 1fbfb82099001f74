using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Where the host's validation asks for <see cref="AllRuntimeOptions"/>: collects what is wrong with the options of each runtime, and finds what
/// the configuration says of runtimes that there are not.
/// </summary>
/// <remarks>
/// In place of the monitor of the options library, which would have a factory, a cache and a validator made for a type without values, at
/// each start of a host.
/// </remarks>
internal sealed class AllRuntimeOptionsMonitor(IServiceProvider services, RuntimeRegistry runtimes) : IOptionsMonitor<AllRuntimeOptions>
{
    public AllRuntimeOptions CurrentValue => Get(Options.DefaultName);

    /// <exception cref="OptionsValidationException">Something is wrong.</exception>
    public AllRuntimeOptions Get(string? name)
    {
        var errors = new List<string>();
        foreach (var runtime in runtimes.Names)
            AddRuntime(errors, runtime);
        if (services.GetService<IConfiguration>() is { } configuration)
            AddStrays(errors, configuration.GetSection(RuntimeOptions.SectionName));
        return errors.Count == 0 ? new AllRuntimeOptions() : throw Refusal(name, errors);
    }

    /// <summary>They do not change: what can change of a runtime's own is seen to by <see cref="OptionsReload"/>.</summary>
    public IDisposable? OnChange(Action<AllRuntimeOptions, string?> listener) => null;

    private static OptionsValidationException Refusal(string? name, List<string> errors)
        => new(name ?? Options.DefaultName, typeof(AllRuntimeOptions), [string.Join(Environment.NewLine, errors)]);

    private void AddRuntime(List<string> errors, string runtime)
    {
        try
        {
            services.GetRequiredKeyedService<LiveOptions>(runtime);
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(e.Failures);
        }

        if (services.GetKeyedService<HandedInRuntime>(runtime) is not null && runtimes.AdditionsTo(runtime).Has<HooksRegistration>())
            errors.Add($"Runtime '{runtime}' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.");
    }

    private void AddStrays(List<string> errors, IConfigurationSection section)
    {
        var named = new List<string>(runtimes.Names);
        var hasDefault = named.Remove(RuntimeName.Default);
        foreach (var child in section.GetSection(OptionTable.Runtimes).GetChildren())
        {
            if (!named.Contains(child.Key, RuntimeName.Comparer))
            {
                errors.Add($"{child.Path} is of no runtime that was added; "
                    + (named.Count == 0 ? "there are no named ones." : NearestKey.Suggest(child.Key, "named ones", named)));
            }
        }

        if (hasDefault)
            return;
        foreach (var child in section.GetChildren())
        {
            if (!OptionTable.Runtimes.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                errors.Add($"{child.Path} is of the default runtime, which was not added; the section of a named one is {RuntimeName.SectionOf(named[0])}.");
        }
    }
}
