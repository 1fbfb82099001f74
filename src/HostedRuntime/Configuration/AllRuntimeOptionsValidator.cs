using HostedRuntime.Diagnostics;
using HostedRuntime.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>Collects what is wrong with the options of each runtime, and finds what the configuration says of runtimes that there are not.</summary>
internal sealed class AllRuntimeOptionsValidator(IServiceProvider services, RuntimeRegistry runtimes, IConfiguration? configuration = null)
    : IValidateOptions<AllRuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, AllRuntimeOptions all)
    {
        var errors = runtimes.Names.SelectMany(OfRuntime).Concat(runtimes.Names.SelectMany(OfHandedIn)).Concat(Strays(configuration?.GetSection(RuntimeOptions.SectionName))).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private IEnumerable<string> OfRuntime(string runtime)
    {
        try
        {
            RuntimeFactory.OptionsOf(services, runtime);
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }

    private IEnumerable<string> OfHandedIn(string runtime)
    {
        if (services.GetKeyedService<HandedInRuntime>(runtime) is not null && services.GetKeyedServices<HooksRegistration>(runtime).Any())
            yield return $"Runtime '{runtime}' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.";
    }

    private IEnumerable<string> Strays(IConfigurationSection? section)
    {
        if (section is null)
            yield break;
        var named = runtimes.Names.Where(static name => name != RuntimeName.Default).ToList();
        foreach (var stray in section.GetSection(OptionTable.Runtimes).GetChildren().Where(child => !named.Contains(child.Key, RuntimeName.Comparer)))
        {
            yield return $"{stray.Path} is of no runtime that was added; "
                + (named.Count == 0 ? "there are no named ones." : NearestKey.Suggest(stray.Key, "named ones", named));
        }

        if (runtimes.Names.Contains(RuntimeName.Default))
            yield break;
        foreach (var stray in section.GetChildren().Where(static child => !OptionTable.Runtimes.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
            yield return $"{stray.Path} is of the default runtime, which was not added; the section of a named one is {RuntimeName.SectionOf(named[0])}.";
    }
}
