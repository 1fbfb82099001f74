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
        var errors = new List<string>();
        foreach (var runtime in runtimes.Names)
            AddRuntime(errors, runtime);
        if (configuration is not null)
            AddStrays(errors, configuration.GetSection(RuntimeOptions.SectionName));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private void AddRuntime(List<string> errors, string runtime)
    {
        try
        {
            RuntimeFactory.OptionsOf(services, runtime);
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(e.Failures);
        }

        if (services.GetKeyedService<HandedInRuntime>(runtime) is not null && services.GetKeyedServices<HooksRegistration>(runtime).Any())
            errors.Add($"Runtime '{runtime}' was handed in by UseRuntime and keeps the hooks that it was made with; ConfigureHooks is for one that the host makes.");
    }

    private void AddStrays(List<string> errors, IConfigurationSection section)
    {
        var named = runtimes.Names.Where(static name => name != RuntimeName.Default).ToList();
        foreach (var child in section.GetSection(OptionTable.Runtimes).GetChildren())
        {
            if (!named.Contains(child.Key, RuntimeName.Comparer))
            {
                errors.Add($"{child.Path} is of no runtime that was added; "
                    + (named.Count == 0 ? "there are no named ones." : NearestKey.Suggest(child.Key, "named ones", named)));
            }
        }

        if (runtimes.Names.Contains(RuntimeName.Default))
            return;
        foreach (var child in section.GetChildren())
        {
            if (!OptionTable.Runtimes.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                errors.Add($"{child.Path} is of the default runtime, which was not added; the section of a named one is {RuntimeName.SectionOf(named[0])}.");
        }
    }
}
