using HostedRuntime;
using Microsoft.Extensions.DependencyInjection;
using Starvation.Service;

namespace Starvation.OnRuntimes;

/// <summary>The service on two runtimes: the default one for the work that requests leave behind, and one for the reports.</summary>
internal static class FormOnRuntimes
{
    public static void AddFormOnRuntimes(this IServiceCollection services)
    {
        services.AddAsyncRuntime();
        services.AddAsyncRuntime("reports");
        services.AddSingleton<IPayments, Payments>();
        services.AddSingleton<Confirmations>();
        services.AddSingleton<IConfirmations>(static provider => provider.GetRequiredService<Confirmations>());
        services.AddHostedService(static provider => provider.GetRequiredService<Confirmations>());
        services.AddHostedService<Reports>();
    }
}
