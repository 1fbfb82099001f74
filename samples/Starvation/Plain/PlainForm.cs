using Microsoft.Extensions.DependencyInjection;
using Starvation.Service;

namespace Starvation.Plain;

/// <summary>The service without a runtime: Task.Run for calls that block, and hosted services for work in the background.</summary>
internal static class PlainForm
{
    public static void AddPlainForm(this IServiceCollection services)
    {
        services.AddSingleton<IPayments, Payments>();
        services.AddSingleton<Confirmations>();
        services.AddSingleton<IConfirmations>(static provider => provider.GetRequiredService<Confirmations>());
        services.AddHostedService(static provider => provider.GetRequiredService<Confirmations>());
        services.AddHostedService<Reports>();
    }
}
